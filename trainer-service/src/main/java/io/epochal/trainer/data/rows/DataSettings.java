package io.epochal.trainer.data.rows;

import io.epochal.trainer.plugin.TrainerPlugins;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a trainer allows for data.
 *
 * @param datasets the folder whose folders are data sets
 * @param cache a folder for files that live as long as a run; it is made when it is needed
 * @param memoryBytes all tables of a run's rows in memory take at most so much, others are read from files in the cache; decoded images
 *     ahead take at most so much
 * @param unpackedBytes so much the files of a run may hold, unpacked
 * @param threads that decode images
 * @param plugins where providers are found
 * @param unclaimed what is left of memoryBytes for tables of the run
 */
public record DataSettings(
        Path datasets,
        Path cache,
        long memoryBytes,
        long unpackedBytes,
        int threads,
        TrainerPlugins plugins,
        AtomicLong unclaimed) {
    private static final long MEMORY = 256L << 20;
    private static final long UNPACKED = 64L << 30;

    /** For one run. */
    public DataSettings(
            Path datasets, Path cache, long memoryBytes, long unpackedBytes, int threads, TrainerPlugins plugins) {
        this(datasets, cache, memoryBytes, unpackedBytes, threads, plugins, new AtomicLong(memoryBytes));
    }

    /** The same for another run. */
    public DataSettings forNextRun() {
        return new DataSettings(datasets, cache, memoryBytes, unpackedBytes, threads, plugins);
    }

    /** Whether a table of so many bytes may be in memory beside those of the run that are there already. */
    boolean claimMemory(long bytes) {
        long left = unclaimed.getAndUpdate(now -> bytes <= now ? now - bytes : now);
        return bytes <= left;
    }

    /** 256 MiB of memory, 64 GiB unpacked, no plug-ins. */
    public static DataSettings of(Path datasets, Path cache, int threads) {
        return new DataSettings(datasets, cache, MEMORY, UNPACKED, threads, TrainerPlugins.NONE);
    }

    /** The same with plug-ins. */
    public DataSettings with(TrainerPlugins others) {
        return new DataSettings(datasets, cache, memoryBytes, unpackedBytes, threads, others);
    }
}
