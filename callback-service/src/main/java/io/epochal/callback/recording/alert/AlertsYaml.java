package io.epochal.callback.recording.alert;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as the file of alerts may have it: plain values, few aliases and levels. */
final class AlertsYaml {
    /** A text has so many characters at most. */
    static final int MOST = 256 * 1024;

    private static final int LONGEST_NUMBER = 64;

    private AlertsYaml() {}

    /** The values of a text. */
    static @Nullable Object document(String text) {
        return new Yaml(
                        new SafeConstructor(limits()),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        limits(),
                        new Words())
                .load(text);
    }

    /** YAML 1.1 takes {@code on} for true, and long digits for numbers. */
    private static final class Words extends Resolver {
        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            boolean word = kind == NodeId.scalar
                    && implicit
                    && value != null
                    && (value.length() > LONGEST_NUMBER || value.equalsIgnoreCase("on"));
            return word ? Tag.STR : super.resolve(kind, value, implicit);
        }
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(20);
        limits.setCodePointLimit(MOST);
        return limits;
    }
}
