package io.epochal.callback.policy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How large an epoch's event is and how much processor time its decision takes, from the record's bytes to the verdict's: with {@code
 * params}, and as earlier versions wrote it, with the whole spec. Run from the module's folder.
 */
final class DecidingCosts {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 150;
    private static final int MEASURED = 100;

    private DecidingCosts() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> written = new TreeMap<>(new YAMLMapper()
                .readValue(Path.of("../runs/mnist-cnn.yaml").toFile(), new TypeReference<Map<String, Object>>() {}));
        print("runs/mnist-cnn.yaml", RunSpec.of(written));
        written.put("model", Map.of("layers", Collections.nCopies(1000, layer())));
        print("1000 layers", RunSpec.of(written));
    }

    private static void print(String name, RunSpec spec) throws Exception {
        EpochEnded event = new EpochEnded(
                "mnist-cnn-20261124-114359-2683",
                1,
                42,
                Instant.now(),
                TrainingParams.of(spec),
                20,
                7875,
                Metrics.of(Map.of("loss", 0.0281, "accuracy", 0.9908, "val_loss", 0.0462, "val_accuracy", 0.987)),
                0.0005,
                6.1,
                false,
                CallbackList.read(spec.callbacks(), TrainingParams.of(spec), CallbackProviders.NONE)
                        .json());
        ObjectNode earlier = Wire.JSON.valueToTree(event);
        earlier.remove("params");
        earlier.set("spec", Wire.JSON.valueToTree(spec));
        System.out.println(name);
        print("  params", event, Wire.JSON.writeValueAsBytes(event));
        print("  spec  ", event, Wire.JSON.writeValueAsBytes(earlier));
    }

    private static void print(String name, EpochEnded event, byte[] value) throws Exception {
        Map<String, String> headers = Wire.encode(event, "/test").headers();
        long[] nanos = new long[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            long begin = THREAD.getCurrentThreadCpuTime();
            EpochEnded read = (EpochEnded) Wire.decode(headers, value);
            Verdict verdict = Deliberation.decide(read, CallbackProviders.NONE, event.time());
            var unused = Wire.encode(verdict, "/test");
            nanos[Math.max(0, i)] = THREAD.getCurrentThreadCpuTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s %,9d bytes, %,7d us of processor time (median of %d; least %,d)%n",
                name, value.length, nanos[MEASURED / 2] / 1000, MEASURED, nanos[0] / 1000);
    }

    /** About half a kilobyte, as Keras writes it. */
    private static Map<String, Object> layer() {
        Map<String, Object> initializer = Map.of(
                "module",
                "keras.initializers",
                "class_name",
                "RandomNormal",
                "config",
                Map.of("mean", 0.0, "stddev", 0.05));
        Map<String, Object> regularizer =
                Map.of("module", "keras.regularizers", "class_name", "L1L2", "config", Map.of("l1", 0.01, "l2", 0.01));
        Map<String, Object> constraint = Map.of(
                "module", "keras.constraints", "class_name", "MaxNorm", "config", Map.of("max_value", 2.0, "axis", 0));
        return Map.of(
                "type",
                "Dense",
                "units",
                10,
                "kernel_initializer",
                initializer,
                "bias_initializer",
                initializer,
                "kernel_constraint",
                constraint,
                "kernel_regularizer",
                regularizer,
                "bias_regularizer",
                regularizer);
    }
}
