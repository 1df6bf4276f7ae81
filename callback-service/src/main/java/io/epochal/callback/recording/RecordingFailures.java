package io.epochal.callback.recording;

/** Receives every recording that has ended before its run. */
public interface RecordingFailures {
    void failed(RecordingFailure failure);
}
