package io.epochal.callback.policy;

import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records each epoch as a row of a CSV file, with the logs as this callback's place in the list has them, as Keras 3.15,
 * csv_logger.py. A recorder writes the file.
 *
 * @param filename below the run's folder, normalized
 * @param separator one character
 */
public record CSVLogger(String filename, String separator, boolean append) implements Callback {
    /** The {@code type} in a callbacks list. */
    public static final String TYPE = "CSVLogger";

    static CSVLogger read(Fields fields) {
        String filename = RecordedFiles.normalize(fields.pathOf("filename"), fields.text("filename"));
        String separator = fields.optionalText("separator").orElse(",");
        if (separator.length() != 1 || !separates(separator.charAt(0))) {
            throw fields.wrong("separator", "must be one character, neither a line end nor a quotation mark");
        }
        return new CSVLogger(filename, separator, fields.flag("append", false));
    }

    private static boolean separates(char separator) {
        return separator == '\t'
                || (separator != '"' && !Character.isISOControl(separator) && !Character.isSurrogate(separator));
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Step.stay(this).recording(epoch.logs());
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Map<String, Object> settings() {
        return new TreeMap<>(Map.of("filename", filename, "separator", separator, "append", append));
    }
}
