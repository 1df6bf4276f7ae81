package io.epochal.cli.spec;

import io.epochal.callback.policy.CallbackList;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A callbacks list in a YAML file, alone or as the {@code callbacks} of a run spec. */
public final class CallbacksFile {
    private static final String WHAT = "a list of callbacks in YAML, or a run spec that has one";
    private static final int LIMIT = 1 << 20;

    private CallbacksFile() {}

    /**
     * Reads and checks it for a run; {@link UsageException} names the line that is invalid.
     *
     * @param trainer where it is not ours: what it can do
     */
    public static List<Map<String, Object>> read(
            Path file, TrainingParams params, Optional<AttachedTrainer> trainer, CallbackProviders plugins)
            throws UsageException {
        return read(file, callbacks -> {
            var unused = trainer.isPresent()
                    ? CallbackList.attached(
                            callbacks, params, Set.copyOf(trainer.get().capabilities()), plugins)
                    : CallbackList.read(callbacks, params, plugins);
        });
    }

    /** @param check throws {@link SpecException} for an invalid list */
    public static List<Map<String, Object>> read(Path file, Consumer<List<Map<String, Object>>> check)
            throws UsageException {
        TextFile text = TextFile.read(file, WHAT, LIMIT);
        YamlDocument tree;
        try {
            tree = YamlDocument.parseCallbacks(text.text());
        } catch (InvalidYamlException e) {
            throw e.in(text.name());
        } catch (SpecException e) {
            throw new UsageException(text.name() + ":1: must be " + WHAT);
        }
        if (!tree.values().containsKey("callbacks")) {
            throw new UsageException(text.name() + ":1: has no callbacks; for none at all, write callbacks: []");
        }
        try {
            List<Map<String, Object>> callbacks = of(tree.values());
            check.accept(callbacks);
            return callbacks;
        } catch (SpecException e) {
            throw new UsageException(text.name() + ":" + tree.line(e.path()) + ": " + e.getMessage());
        }
    }

    /** The callbacks of an object. */
    private static List<Map<String, Object>> of(Map<String, Object> spec) {
        List<Map<String, Object>> callbacks = new ArrayList<>();
        for (Fields one : Fields.of("", spec).objects("callbacks")) {
            callbacks.add(one.values());
        }
        return callbacks;
    }
}
