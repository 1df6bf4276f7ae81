package io.epochal.callback.recording;

import io.epochal.callback.recording.csv.CsvSettings;
import io.epochal.callback.recording.tensorboard.TensorBoardSettings;
import io.epochal.protocol.Fields;
import io.epochal.protocol.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the loggers of a callbacks list are to write, each at a place of its own, and which of them cannot be followed. */
public record RecordingPlan(List<CsvSettings> csv, List<TensorBoardSettings> tensorBoard, List<Refusal> refusals) {
    public static final RecordingPlan NOTHING = new RecordingPlan(List.of(), List.of(), List.of());

    /** Of one kind in a list. */
    public static final int MOST = 100;

    /**
     * A logger that is not followed.
     *
     * @param type of the callback
     */
    public record Refusal(String type, int position, String reason) {}

    /** Where two loggers want the same place, or one needs a folder where the other one has a file, the first one has it. */
    public static RecordingPlan in(List<Map<String, Object>> callbacks) {
        RecordingPlan wanted = new RecordingPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        PathClaims claims = new PathClaims();
        for (int position = 0; position < callbacks.size(); position++) {
            wanted.add(position, callbacks.get(position), claims);
        }
        return wanted;
    }

    private void add(int position, @Nullable Map<String, Object> callback, PathClaims claims) {
        Object type = callback == null ? null : callback.get("type");
        String field = "callbacks[" + position + "]";
        try {
            if (CsvSettings.TYPE.equals(type)) {
                CsvSettings settings = CsvSettings.read(position, Fields.of(field, callback));
                requireFew(field, csv);
                claims.file(field + ".filename", settings.filename());
                csv.add(settings);
            } else if (TensorBoardSettings.TYPE.equals(type)) {
                TensorBoardSettings settings = TensorBoardSettings.read(position, Fields.of(field, callback));
                requireFew(field, tensorBoard);
                claims.folder(field + ".log_dir", settings.logDir());
                tensorBoard.add(settings);
            }
        } catch (SpecException e) {
            refusals.add(new Refusal(String.valueOf(type), position, String.valueOf(e.getMessage())));
        }
    }

    private static void requireFew(String field, List<?> before) {
        if (before.size() >= MOST) {
            throw new SpecException(field, "is one logger too many: at most " + MOST + " of a kind are followed");
        }
    }
}
