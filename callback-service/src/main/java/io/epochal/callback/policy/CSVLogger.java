package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import java.util.Map;
import java.util.TreeMap;

/** Asks for a row of a CSV file an epoch, with the logs as its place in the list sees them. A recorder does the writing. */
record CSVLogger(String filename, String separator, boolean append) implements Callback {

    static CSVLogger read(Fields fields) {
        String filename = fields.text("filename");
        if (filename.isBlank() || filename.startsWith("/") || filename.contains("..")) {
            throw fields.wrong("filename", "must be a file below the run's folder, such as \"training.csv\"");
        }
        String separator = fields.optionalText("separator").orElse(",");
        if (separator.length() != 1) {
            throw fields.wrong("separator", "must be one character");
        }
        return new CSVLogger(filename, separator, fields.flag("append", false));
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
