package io.epochal.callback.recording.alert;

/** Counts what came of alerts, by destination. Called by many threads. */
public interface AlertCounts {
    void sent(String destination);

    /** One that will not be sent again. */
    void failed(String destination);
}
