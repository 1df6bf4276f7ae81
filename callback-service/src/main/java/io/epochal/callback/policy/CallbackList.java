package io.epochal.callback.policy;

import io.epochal.protocol.CallbacksCheck;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The callbacks of a run, in the order of their effect. */
public record CallbackList(List<Callback> callbacks) {
    private static final List<String> OURS = List.of(
            "Alert",
            "BackupAndRestore",
            "CSVLogger",
            "EarlyStopping",
            "LearningRateScheduler",
            "ModelCheckpoint",
            "ReduceLROnPlateau",
            "RemoteMonitor",
            "SwapEMAWeights",
            "TensorBoard",
            "TerminateOnNaN");

    public CallbackList {
        callbacks = List.copyOf(callbacks);
    }

    /**
     * Reads a callbacks list as a spec has it.
     *
     * @throws SpecException for what Keras rejects, and for names that it does not have
     */
    public static CallbackList read(List<Map<String, Object>> json, TrainingParams params, CallbackProviders others) {
        CallbackList list = read(json, CompileContext.of(params), others);
        if (params.scheduled()) {
            list.requireNoOtherRate();
        }
        return list;
    }

    /** Keras would raise a TypeError at the first change. */
    private void requireNoOtherRate() {
        for (int position = 0; position < callbacks.size(); position++) {
            Callback callback = callbacks.get(position);
            if (callback.leaves().contains("learning_rate")) {
                throw new SpecException(
                        "callbacks[" + position + "]",
                        "is a " + callback.type()
                                + ", which cannot change a learning rate that optimizer.learning_rate schedules");
            }
        }
    }

    /**
     * Reads a list that a trainer brings which is not ours: as a spec has it, or with what its callbacks have seen.
     *
     * @param capabilities the types of the commands that the trainer can obey
     * @throws SpecException as {@link #read}, and for a callback that needs another command
     */
    public static CallbackList attached(
            List<Map<String, Object>> json, TrainingParams params, Set<String> capabilities, CallbackProviders others) {
        CallbackList list = read(json, params, others);
        for (int position = 0; position < list.callbacks.size(); position++) {
            Set<String> missing = new TreeSet<>(list.callbacks.get(position).needs());
            missing.removeAll(capabilities);
            if (!missing.isEmpty()) {
                throw new SpecException(
                        "callbacks[" + position + "]",
                        "is a " + list.callbacks.get(position).type() + ", which needs a trainer that can "
                                + String.join(", ", missing) + "; its capabilities are "
                                + String.join(", ", new TreeSet<>(capabilities)));
            }
        }
        return list;
    }

    static CallbackList read(List<Map<String, Object>> json, CompileContext compiled, CallbackProviders others) {
        return read(CallbacksCheck.check("callbacks", json), compiled, others, false);
    }

    /** Reads what an event carries: a setting or state that a newer version has added is ignored. */
    static CallbackList carried(TrainingEvent.Barrier event, CallbackProviders others) {
        return read(event.callbacks(), CompileContext.of(event.params()), others, true);
    }

    private static CallbackList read(
            List<Map<String, Object>> json, CompileContext compiled, CallbackProviders others, boolean lenient) {
        if (json.size() > CallbacksCheck.MOST) {
            throw new SpecException("callbacks", "may be at most " + CallbacksCheck.MOST + "; found " + json.size());
        }
        List<Callback> callbacks = new ArrayList<>();
        CompileContext here = compiled;
        for (Map<String, Object> one : json) {
            Fields object = Fields.of("callbacks[" + callbacks.size() + "]", one);
            Fields fields = lenient ? object.lenient() : object;
            Callback callback = read(fields, here, others);
            here = here.behind(callback);
            callbacks.add(callback);
            fields.object("state");
            fields.end();
        }
        RecordedFiles.requireApart(callbacks);
        Alert.requireApart(callbacks);
        return new CallbackList(callbacks);
    }

    private static Callback read(Fields fields, CompileContext compiled, CallbackProviders others) {
        if (!fields.has("type")) {
            throw fields.missing("type");
        }
        String type = fields.oneOf("type", "", others.with(OURS));
        return switch (type) {
            case "Alert" -> Alert.read(fields);
            case "BackupAndRestore" -> BackupAndRestore.read(fields);
            case "CSVLogger" -> CSVLogger.read(fields);
            case "EarlyStopping" -> EarlyStopping.read(fields, compiled);
            case "LearningRateScheduler" -> LearningRateScheduler.read(fields);
            case "ModelCheckpoint" -> ModelCheckpoint.read(fields, compiled);
            case "ReduceLROnPlateau" -> ReduceLROnPlateau.read(fields, compiled);
            case "RemoteMonitor" -> RemoteMonitor.read(fields);
            case "SwapEMAWeights" -> SwapEMAWeights.read(fields, compiled);
            case "TensorBoard" -> TensorBoard.read(fields, compiled);
            case "TerminateOnNaN" -> TerminateOnNaN.read(fields);
            default -> others.read(type, fields).orElseThrow(() -> fields.wrong("type", "is not a callback"));
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
