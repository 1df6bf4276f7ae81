package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer out of a spec: {@code {type, …}}, or Keras' own {@code {module, class_name, config, registered_name}}. Names are taken
 * in any case, as Keras takes them.
 */
public final class OptimizerReader {
    private static final Map<String, Entry> BY_TYPE = table();

    private OptimizerReader() {}

    /** @param learningRate by default, like {@code weightDecay} */
    private record Entry(double learningRate, @Nullable Double weightDecay, Function<Fields, OptimizerKind> reader) {
        private Entry(double learningRate, Function<Fields, OptimizerKind> reader) {
            this(learningRate, null, reader);
        }
    }

    private static Map<String, Entry> table() {
        Map<String, Entry> table = new LinkedHashMap<>();
        table.put("sgd", new Entry(0.01, SGD::read));
        table.put("rmsprop", new Entry(0.001, RMSprop::read));
        table.put("adam", new Entry(0.001, Adam::read));
        table.put("adamw", new Entry(0.001, 0.004, AdamW::read));
        table.put("adadelta", new Entry(0.001, Adadelta::read));
        table.put("adagrad", new Entry(0.001, Adagrad::read));
        table.put("adamax", new Entry(0.001, Adamax::read));
        table.put("nadam", new Entry(0.001, Nadam::read));
        table.put("lion", new Entry(0.001, Lion::read));
        table.put("ftrl", new Entry(0.001, Ftrl::read));
        return Collections.unmodifiableMap(table);
    }

    /** What {@code type} may be. */
    public static Set<String> types() {
        return BY_TYPE.keySet();
    }

    /** Reads the object; {@code type} is {@code adam} where nothing says another. */
    public static Optimizer read(Fields object) {
        return object.has("class_name")
                ? read(KerasIdentifier.of(object).arguments(), entry(object, "class_name"))
                : read(object, entry(object, "type"));
    }

    private static Entry entry(Fields object, String key) {
        String name = object.optionalText(key).orElse("adam");
        Entry entry = BY_TYPE.get(name.toLowerCase(Locale.ROOT));
        if (entry == null) {
            throw object.wrong(key, "must be one of " + String.join(", ", types()) + Nearest.hint(name, types()));
        }
        return entry;
    }

    private static Optimizer read(Fields settings, Entry entry) {
        var unused = settings.optionalText("name");
        if (settings.has("loss_scale_factor")) {
            throw settings.wrong("loss_scale_factor", "must be null: gradients are computed in 32 bits and not scaled");
        }
        requireOneClip(settings);
        Optimizer optimizer = new Optimizer(
                entry.reader.apply(settings),
                LearningRate.read(settings, "learning_rate", entry.learningRate),
                weightDecay(settings, entry),
                finite(settings, "clipnorm"),
                finite(settings, "clipvalue"),
                finite(settings, "global_clipnorm"),
                settings.flag("use_ema", false),
                new OptimizerArguments(settings).fraction("ema_momentum", 0.99),
                count(settings, "ema_overwrite_frequency", 1),
                count(settings, "gradient_accumulation_steps", 2));
        settings.end();
        return optimizer;
    }

    private static void requireOneClip(Fields settings) {
        List<String> set = List.of("clipnorm", "clipvalue", "global_clipnorm").stream()
                .filter(settings::has)
                .toList();
        if (set.size() > 1) {
            throw settings.wrong(
                    set.get(1), "must be absent beside " + set.get(0) + ": only one of the three clips the gradients");
        }
    }

    /** As Keras, AdamW has one, and null is none. */
    private static @Nullable Double weightDecay(Fields settings, Entry entry) {
        Double value = finite(settings, "weight_decay");
        if (value == null && entry.weightDecay != null && settings.keys().contains("weight_decay")) {
            throw settings.wrong("weight_decay", "must be a number for this optimizer");
        }
        return value == null ? entry.weightDecay : value;
    }

    private static @Nullable Double finite(Fields settings, String key) {
        return settings.has(key) ? Double.valueOf(settings.finite(key, 0)) : null;
    }

    private static @Nullable Integer count(Fields settings, String key, int least) {
        return settings.has(key) ? Integer.valueOf(settings.requiredInteger(key, least)) : null;
    }
}
