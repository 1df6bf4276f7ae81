package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras itself opens what is written here. On JAX, which Keras' NumPy backend needs too. */
@Tag("slow")
class RealKerasTest {
    private static final List<String> MODELS = List.of("attention", "bidirectional", "separable-batchnorm");

    /** Prints of each file each variable's shape, first and last value, in the order of model.weights. */
    private static final String READ =
            """
            import glob, sys, warnings
            import keras, numpy
            warnings.simplefilter("error", UserWarning)
            def show(kind, name, variables):
                for v in variables:
                    a = numpy.asarray(v.numpy()).ravel()
                    print(kind, name, list(v.shape), float(a[0]), float(a[-1]))
            for file in sorted(glob.glob(sys.argv[1] + "/*.keras")):
                name = file.split("/")[-1]
                model = keras.models.load_model(file)
                show("weights", name, model.weights)
                show("optimizer", name, model.optimizer.variables)
                for v in model.weights:
                    v.assign(numpy.zeros(v.shape, v.dtype))
                model.load_weights(file.replace(".keras", ".weights.h5"))
                show("weights", name, model.weights)
            """;

    private static final Map<String, Object> ADAM = Map.of(
            "module", "keras.optimizers", "class_name", "Adam", "config", Map.of("name", "adam", "amsgrad", true));

    @TempDir
    Path folder;

    @Test
    void readsWhatIsWritten() throws Exception {
        assumeThat(run("import keras, jax, h5py"))
                .as("skipped: the python packages keras, jax and h5py are not installed")
                .isEqualTo("");
        List<String> written = new ArrayList<>();
        for (String name : MODELS) {
            written.addAll(write(name));
        }

        assertThat(run(READ).lines()).containsExactlyElementsOf(written);
    }

    /** Other values than those of the file, and an optimizer's. */
    private List<String> write(String name) throws IOException {
        KerasFile file = KerasSamples.keras(name + ".keras").compiled(Map.of("optimizer", ADAM, "loss", "mse"));
        Map<String, H5Tensor> variables = new LinkedHashMap<>(file.variables());
        variables.replaceAll((path, tensor) -> numbered(tensor.shape(), path.hashCode() % 1000));
        List<H5Tensor> optimizer = optimizer(file, variables);
        KerasFile changed = file.with(variables, optimizer);
        changed.write(folder.resolve(name + ".keras"));
        changed.weights().write(folder.resolve(name + ".weights.h5"));

        List<String> lines = new ArrayList<>();
        List<String> weights = variables.values().stream()
                .map(tensor -> line("weights " + name, tensor))
                .toList();
        lines.addAll(weights);
        optimizer.forEach(tensor -> lines.add(line("optimizer " + name, tensor)));
        lines.addAll(weights);
        return lines;
    }

    private static List<H5Tensor> optimizer(KerasFile file, Map<String, H5Tensor> variables) throws KerasFileException {
        List<H5Tensor> values = new ArrayList<>();
        for (OptimizerPath path : OptimizerPaths.of(ADAM, WeightPaths.of(file.config()))) {
            H5Tensor variable = path.variable() == null ? null : variables.get(path.variable());
            if (path.slot().equals("iteration")) {
                values.add(H5Tensor.of(new int[0], new long[] {41}));
            } else {
                values.add(numbered(variable == null ? new int[0] : variable.shape(), values.size()));
            }
        }
        return values;
    }

    private static H5Tensor numbered(int[] shape, int from) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (one, other) -> one * other)];
        for (int at = 0; at < values.length; at++) {
            values[at] = from + at * 0.5f;
        }
        return H5Tensor.of(shape, values);
    }

    private static String line(String what, H5Tensor tensor) {
        double first = tensor.isInteger() ? tensor.integers()[0] : tensor.floats()[0];
        double last = tensor.isInteger() ? tensor.integers()[0] : tensor.floats()[(int) tensor.size() - 1];
        return what + ".keras " + Arrays.toString(tensor.shape()) + " " + first + " " + last;
    }

    private String run(String script) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("python3", "-c", script, folder.toString());
        command.environment().put("KERAS_BACKEND", "jax");
        Path errors = Files.createTempFile("keras", ".err");
        Process python;
        try {
            python = command.redirectError(errors.toFile()).start();
        } catch (IOException e) {
            return "no python3";
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return python.waitFor() == 0 ? output : "failed: " + Files.readString(errors);
    }
}
