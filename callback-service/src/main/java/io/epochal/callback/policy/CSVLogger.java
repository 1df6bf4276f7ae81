package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import java.util.Map;
import java.util.TreeMap;

/** Asks for a row of a CSV file an epoch, with the logs as its place in the list sees them. A recorder does the writing. */
record CSVLogger(String filename, String separator, boolean append) implements Callback {

    static CSVLogger read(Fields fields) {
        String filename = RecordedFiles.normalize(fields.pathOf("filename"), fields.text("filename"));
        String separator = fields.optionalText("separator").orElse(",");
        if (separator.length() != 1 || !separates(separator.charAt(0))) {
            throw fields.wrong("separator", "must be one character, and neither a line's end nor a quotation mark");
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
        return "CSVLogger";
    }

    @Override
    public Map<String, Object> settings() {
        return new TreeMap<>(Map.of("filename", filename, "separator", separator, "append", append));
    }
}
