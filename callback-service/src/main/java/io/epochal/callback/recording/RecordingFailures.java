package io.epochal.callback.recording;

/** Is told of every recording that has ended before its run. */
public interface RecordingFailures {
    void failed(RecordingFailure failure);
}
