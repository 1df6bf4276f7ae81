package io.epochal.cli;

import io.epochal.callback.policy.CallbackList;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A callbacks list in a YAML file, alone or as the {@code callbacks} of a run spec. */
final class CallbacksFile {
    private CallbacksFile() {}

    /** Reads and checks it for this run; {@link Refused} says at which line it cannot be meant. */
    static List<Map<String, Object>> read(Path file, RunSpec spec, CallbackProviders others)
            throws Refused, IOException {
        if (!Files.isRegularFile(file)) {
            throw new Refused(file + ": there is no such file");
        }
        String text = Files.readString(file);
        // Alone, the list is one line down and one column in; so lines are found in one way.
        int down = 0;
        try {
            if (YamlTree.value(text) instanceof List) {
                text = "callbacks:\n " + text.replace("\n", "\n ");
                down = 1;
            }
            return checked(file, YamlTree.parse(text), down, spec, others);
        } catch (SpecException e) {
            throw new Refused(file + ": must be a list of callbacks, or a run spec that has one");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new Refused(file + ":" + (line - down) + ": this is not YAML: " + e.getProblem());
        }
    }

    private static List<Map<String, Object>> checked(
            Path file, YamlTree tree, int down, RunSpec spec, CallbackProviders others) throws Refused {
        if (!tree.values().containsKey("callbacks")) {
            throw new Refused(file + ": has no callbacks; for none at all, write callbacks: []");
        }
        try {
            List<Map<String, Object>> callbacks = ReplayFiles.callbacks(tree.values());
            var unused = CallbackList.read(callbacks, spec, others);
            return callbacks;
        } catch (SpecException e) {
            throw new Refused(file + ":" + Math.max(1, tree.line(e.path()) - down) + ": " + e.getMessage());
        }
    }
}
