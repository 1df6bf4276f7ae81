package io.epochal.cli.spec;

import io.epochal.callback.policy.CallbackList;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A run spec in a YAML file, with what the command line overrides. */
public final class RunSpecFile {
    private static final List<String> DATA_FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    private static final String WHAT = "a run spec in YAML, such as runs/mnist-cnn.yaml";
    private static final int LIMIT = 1 << 20;
    private static final int MOST_SHOWN = 200;

    private RunSpecFile() {}

    /**
     * Reads and checks everything that can be checked before a process is started.
     *
     * @param datasets the folder of the data sets; empty where only the trainers have it
     * @param store is opened where the spec names an object in S3
     */
    public static Submission read(
            Path file,
            List<String> overrides,
            Optional<Path> datasets,
            CallbackProviders plugins,
            SourceStore store,
            InputProgress progress)
            throws UsageException, IOException {
        TextFile text = TextFile.read(file, WHAT, LIMIT);
        YamlDocument tree;
        try {
            tree = YamlDocument.parse(text.text());
        } catch (InvalidYamlException e) {
            throw e.in(text.name());
        } catch (SpecException e) {
            throw new UsageException(text.name() + ":1: " + e.getMessage());
        }
        List<String> overridden = new ArrayList<>();
        try {
            for (String override : overrides) {
                overridden.add(set(tree, override));
            }
            Path folder = file.toAbsolutePath().normalize().resolveSibling("");
            SpecInputs inputs = new SpecInputs(folder, Path.of(System.getProperty("java.io.tmpdir")), store, progress);
            Map<String, Object> values = new LinkedHashMap<>(tree.values());
            KerasModelFile.resolve(values, inputs);
            TorchScriptModelFile.resolve(values, inputs);
            RunSpec spec = RunSpec.of(values);
            var unused = CallbackList.read(spec.callbacks(), TrainingParams.of(spec), plugins);
            if (datasets.isPresent() && spec.data() instanceof IdxData idx && idx.dataset() != null) {
                requireData(idx.dataset(), datasets.get());
            }
            return new Submission(inputs.withPins(spec), inputs.all());
        } catch (SpecException e) {
            throw new UsageException(place(text.name(), tree, overridden, e.path()) + ": " + e.getMessage());
        }
    }

    private static String set(YamlDocument tree, String override) throws UsageException {
        try {
            return tree.set(override);
        } catch (SpecException e) {
            throw new UsageException("--set " + e.getMessage());
        }
    }

    private static String place(String file, YamlDocument tree, List<String> overridden, String path) {
        boolean override = overridden.stream()
                .anyMatch(one -> path.equals(one) || path.startsWith(one + ".") || path.startsWith(one + "["));
        return override ? "--set " + Printable.of(path, MOST_SHOWN) : file + ":" + tree.line(path);
    }

    private static void requireData(String name, Path datasets) throws IOException {
        Path folder = datasets.resolve(name);
        if (!Files.isDirectory(folder)) {
            List<String> there;
            try (Stream<Path> folders = Files.list(datasets)) {
                there = folders.filter(Files::isDirectory)
                        .map(one -> one.getFileName().toString())
                        .sorted()
                        .toList();
            }
            throw new SpecException(
                    "data.dataset",
                    "must be a folder of " + datasets + ": " + String.join(", ", there) + Nearest.hint(name, there),
                    name);
        }
        for (String file : DATA_FILES) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new SpecException("data.dataset", "must hold " + file + ", which is missing", folder.toString());
            }
        }
    }

    /** For messages and tests: the checked spec as plain values. */
    static Map<String, Object> values(String yaml) throws InvalidYamlException {
        return YamlDocument.parse(yaml).values();
    }
}
