package io.epochal.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A place where input comes in.
 *
 * @param share of all inputs; a place that takes longer for one has a smaller one
 * @param originals right inputs, of which something is made wrong
 * @param refusals what may be thrown, with a message for who has sent the input
 */
record Door(
        String name,
        int share,
        List<byte[]> originals,
        Damage damage,
        Reader reader,
        List<Class<? extends Throwable>> refusals) {
    /** Reads one input. */
    @FunctionalInterface
    interface Reader {
        /** @param folder of this door's own, for inputs that are files */
        void read(byte[] input, Path folder) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
