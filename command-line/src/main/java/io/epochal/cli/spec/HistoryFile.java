package io.epochal.cli.spec;

import io.epochal.callback.policy.Replay;
import java.util.List;

/** A run's history in a file, in whichever form it is: what it begins with tells, not what it is called. */
public final class HistoryFile {
    static final String FORMS =
            "a CSVLogger file (its first line such as epoch,loss,val_loss) or JSON lines (each such as"
                    + " {\"epoch\": 0, \"logs\": {\"loss\": 0.5}})";

    private HistoryFile() {}

    /** @param separator of a CSVLogger file, or empty to find it */
    static List<Replay.Measured> read(TextFile file, String separator) throws UsageException {
        String text = file.text().stripLeading();
        if (text.isEmpty()) {
            throw new UsageException(file.name() + ":1: the file is empty; it must be " + FORMS);
        }
        return text.startsWith("{") && separator.isEmpty()
                ? JsonHistoryFile.read(file)
                : CsvHistoryFile.read(file, separator);
    }
}
