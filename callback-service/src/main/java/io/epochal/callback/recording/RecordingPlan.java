package io.epochal.callback.recording;

import io.epochal.callback.policy.CSVLogger;
import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.TensorBoard;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the loggers of a callbacks list are recorded, each at a path of its own, and which of them are rejected. */
public record RecordingPlan(List<PlannedLogger> loggers, List<Rejection> rejections) {
    static final RecordingPlan NOTHING = new RecordingPlan(List.of(), List.of());

    /** Loggers of one type that are recorded. */
    private static final int MOST = 100;

    /**
     * A logger that is recorded.
     *
     * @param position in the list
     * @param name of its file or folder, below the run's folder
     */
    public record PlannedLogger(int position, String name, Callback callback) {
        String type() {
            return callback.type();
        }
    }

    /** A logger that is not recorded. */
    record Rejection(String type, int position, String reason) {}

    /** Where two loggers share a path, or one needs a folder where the other one has a file, the first one has it. */
    static RecordingPlan of(List<Callback> callbacks) {
        RecordingPlan plan = new RecordingPlan(new ArrayList<>(), new ArrayList<>());
        PathClaims claims = new PathClaims();
        for (int position = 0; position < callbacks.size(); position++) {
            try {
                plan.add(position, callbacks.get(position), claims);
            } catch (SpecException e) {
                String type = callbacks.get(position).type();
                plan.rejections.add(new Rejection(type, position, String.valueOf(e.getMessage())));
            }
        }
        return plan;
    }

    private void add(int position, Callback callback, PathClaims claims) {
        String field = "callbacks[" + position + "]";
        if (callback instanceof CSVLogger logger) {
            requireRoom(field, callback.type());
            claims.file(field + ".filename", logger.filename());
            loggers.add(new PlannedLogger(position, logger.filename(), callback));
        } else if (callback instanceof TensorBoard logger) {
            requireRoom(field, callback.type());
            claims.folders(field + ".log_dir", logger.arguments().folders());
            loggers.add(new PlannedLogger(position, logger.arguments().logDir(), callback));
        }
    }

    private void requireRoom(String field, String type) {
        if (ofType(type).size() >= MOST) {
            throw new SpecException(field, "is one logger too many: at most " + MOST + " of a type are recorded");
        }
    }

    List<PlannedLogger> ofType(String type) {
        return loggers.stream().filter(one -> one.type().equals(type)).toList();
    }

    /** The logger of this type that is recorded at this name. */
    public Optional<PlannedLogger> at(String type, String name) {
        return ofType(type).stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
