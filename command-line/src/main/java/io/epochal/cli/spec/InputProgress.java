package io.epochal.cli.spec;

import io.epochal.checkpoint.Inputs;

/** Shows the user how far a file has been read. */
public interface InputProgress {
    /** Shows nothing. */
    InputProgress NONE = new InputProgress() {
        @Override
        public Inputs.Progress begin(String action, String name, long size) {
            return bytes -> {};
        }

        @Override
        public void clear() {}
    };

    /**
     * A file is about to be read.
     *
     * @param action what is done with it, such as {@code packing}
     * @param size in bytes; as many will be read
     */
    Inputs.Progress begin(String action, String name, long size);

    /** Removes what was shown. */
    void clear();
}
