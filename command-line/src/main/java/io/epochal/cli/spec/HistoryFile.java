package io.epochal.cli.spec;

import io.epochal.callback.policy.Replay;
import java.util.List;

/** A run's history in a file. The content decides on the format, not the file's name. */
public final class HistoryFile {
    public static final String FORMATS =
            "a CSVLogger file (its first line such as epoch,loss,val_loss) or JSON lines (each such as"
                    + " {\"epoch\": 0, \"logs\": {\"loss\": 0.5}})";

    private HistoryFile() {}

    /** @param separator of a CSVLogger file, or empty to detect it */
    static List<Replay.Measured> read(TextFile file, String separator) throws UsageException {
        String text = file.text().stripLeading();
        if (text.isEmpty()) {
            throw new UsageException(file.name() + ":1: the file is empty; it must be " + FORMATS);
        }
        return text.startsWith("{") && separator.isEmpty()
                ? JsonHistoryFile.read(file)
                : CsvHistoryFile.read(file, separator);
    }
}
