package io.epochal.callback.recording.csv;

import io.epochal.callback.recording.LoggerSettings;
import io.epochal.protocol.Fields;
import io.epochal.protocol.RelativePath;

/**
 * What one CSVLogger of a list wants written.
 *
 * @param position in the list
 * @param filename below the run's folder, normalized
 */
public record CsvSettings(int position, String filename, char separator) implements LoggerSettings {
    public static final String TYPE = "CSVLogger";

    /** @throws io.epochal.protocol.SpecException when they are none */
    public static CsvSettings read(int position, Fields fields) {
        String filename = RelativePath.normalize(fields.pathOf("filename"), fields.text("filename"));
        String separator = fields.optionalText("separator").orElse(",");
        if (separator.length() != 1) {
            throw fields.wrong("separator", "must be one character");
        }
        return new CsvSettings(position, filename, separator.charAt(0));
    }

    @Override
    public String name() {
        return filename;
    }
}
