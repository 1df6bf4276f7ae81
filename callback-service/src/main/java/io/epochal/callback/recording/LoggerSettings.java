package io.epochal.callback.recording;

/** What one logger of a callbacks list wants written. */
public interface LoggerSettings {
    /** In the list. */
    int position();

    /** Of the file or folder, below the run's folder, normalized. */
    String name();
}
