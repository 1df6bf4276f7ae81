package io.epochal.cli.spec;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Parses YAML into nodes with their lines. The time is proportional to the text, whatever it contains. */
final class YamlNodes {
    /** The most characters of a number; longer texts are not matched with the patterns for numbers. */
    static final int LONGEST_NUMBER = 64;

    private static final int DEPTH = 50;

    private YamlNodes() {}

    /** Null for a text without a value. */
    static @Nullable Node read(String text) throws InvalidYamlException {
        try {
            checkDepth(text);
            return yaml().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new InvalidYamlException(line(e.getProblemMark()), context + e.getProblem());
        } catch (ReaderException e) {
            int place = Math.min(e.getPosition(), text.length());
            int line = 1
                    + (int) text.chars().limit(place).filter(one -> one == '\n').count();
            throw new InvalidYamlException(
                    line, "a character that is invalid in YAML: " + Character.toString(e.getCodePoint()));
        } catch (YAMLException e) {
            throw new InvalidYamlException(1, String.valueOf(e.getMessage()));
        }
    }

    static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        // Depth, size and repetition are bounded here and in YamlValues, where the line is known.
        options.setNestingDepthLimit(2 * DEPTH);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    private static Yaml yaml() {
        return new Yaml(
                new SafeConstructor(options()),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options(),
                new ShortNumbers());
    }

    private static void checkDepth(String text) throws InvalidYamlException {
        int depth = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            if (event instanceof CollectionStartEvent && ++depth > DEPTH) {
                throw new InvalidYamlException(line(event.getStartMark()), "it is nested more than " + DEPTH + " deep");
            }
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
        }
    }

    private static final class ShortNumbers extends Resolver {
        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            boolean text = kind == NodeId.scalar && implicit && value != null && value.length() > LONGEST_NUMBER;
            return text ? Tag.STR : super.resolve(kind, value, implicit);
        }
    }
}
