package io.epochal.callback.recording.csv;

import io.epochal.callback.policy.CSVLogger;

/**
 * What a CSV file is written with, as it is stored on disk.
 *
 * @param position of the logger in the callbacks list
 * @param filename below the run's folder, normalized
 */
record CsvSettings(int position, String filename, char separator) {
    static CsvSettings of(int position, CSVLogger logger) {
        return new CsvSettings(position, logger.filename(), logger.separator().charAt(0));
    }
}
