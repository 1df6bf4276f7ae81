package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The callbacks of a run, in the order of their effect. */
public record CallbackList(List<Callback> callbacks) {
    public CallbackList {
        callbacks = List.copyOf(callbacks);
    }

    /**
     * Reads a callbacks list as a spec has it (settings) or as an event carries it (settings and state).
     *
     * @throws SpecException for what Keras rejects, and for names that it does not have
     */
    public static CallbackList read(List<Map<String, Object>> json, RunSpec spec) {
        List<Callback> callbacks = new ArrayList<>();
        Set<String> logs = logs(spec);
        for (Map<String, Object> one : json) {
            Fields fields = Fields.of("callbacks[" + callbacks.size() + "]", one);
            Callback callback = read(fields, spec.metrics(), logs);
            logs.addAll(callback.leaves());
            callbacks.add(callback);
            fields.raw("state");
            fields.end();
        }
        return new CallbackList(callbacks);
    }

    /** What Keras measures in every epoch of such a run. */
    private static Set<String> logs(RunSpec spec) {
        Set<String> names = new TreeSet<>(spec.metrics());
        names.add("loss");
        if (spec.validationSplit() > 0) {
            List.copyOf(names).forEach(name -> names.add("val_" + name));
        }
        return names;
    }

    private static Callback read(Fields fields, List<String> compiledMetrics, Set<String> logs) {
        if (!fields.has("type")) {
            throw fields.missing("type");
        }
        String type = fields.oneOf("type", "", "EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "TensorBoard");
        return switch (type) {
            case "EarlyStopping" -> EarlyStopping.read(fields, compiledMetrics);
            case "ModelCheckpoint" -> ModelCheckpoint.read(fields, compiledMetrics, logs);
            case "ReduceLROnPlateau" -> ReduceLROnPlateau.read(fields, compiledMetrics);
            case "TensorBoard" -> TensorBoard.read(fields);
            default -> throw fields.wrong("type", "is not a callback");
        };
    }

    /** What {@link #read} reads back to equal callbacks. */
    public List<Map<String, Object>> json() {
        List<Map<String, Object>> json = new ArrayList<>();
        for (Callback callback : callbacks) {
            Map<String, Object> one = new TreeMap<>(callback.settings());
            one.put("type", callback.type());
            one.put("state", callback.state());
            json.add(one);
        }
        return json;
    }
}
