package io.epochal.trainer.data.rows;

import io.epochal.trainer.plugin.TrainerPlugins;
import java.nio.file.Path;

/**
 * What a trainer allows for data.
 *
 * @param datasets the folder whose folders are data sets
 * @param cache a folder for files that live as long as a run; it is made when it is needed
 * @param memoryBytes rows that take more are read from a file in the cache; decoded images ahead take at most so much
 * @param unpackedBytes so much the files of a run may hold, unpacked
 * @param threads that decode images
 * @param plugins where providers are found
 */
public record DataSettings(
        Path datasets, Path cache, long memoryBytes, long unpackedBytes, int threads, TrainerPlugins plugins) {
    private static final long MEMORY = 256L << 20;
    private static final long UNPACKED = 64L << 30;

    /** 256 MiB of memory, 64 GiB unpacked, no plug-ins. */
    public static DataSettings of(Path datasets, Path cache, int threads) {
        return new DataSettings(datasets, cache, MEMORY, UNPACKED, threads, TrainerPlugins.NONE);
    }

    /** The same with plug-ins. */
    public DataSettings with(TrainerPlugins others) {
        return new DataSettings(datasets, cache, memoryBytes, unpackedBytes, threads, others);
    }
}
