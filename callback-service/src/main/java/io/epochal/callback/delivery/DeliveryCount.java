package io.epochal.callback.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often processes have died while they handled a record of one channel. Kafka does not count that for a consumer group: a
 * record that ends its reader is read again, forever.
 *
 * <p>Replicas may share the folder: each has a file of its own in it, which it holds a lock on. Used by the channel's thread.
 */
final class DeliveryCount implements AutoCloseable {
    private static final int MAX_REPLICAS = 1000;

    private final Path suspects;
    private final FileChannel channel;
    private final InProgress inProgress;
    private final Map<String, Integer> deaths;

    private DeliveryCount(Path suspects, FileChannel channel, Map<String, Integer> deaths) throws IOException {
        this.suspects = suspects;
        this.channel = channel;
        this.deaths = deaths;
        this.inProgress = InProgress.in(channel);
    }

    /** Takes over what a process that died has left in this folder. */
    static DeliveryCount openIn(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path suspects = folder.resolve(name + ".suspects.json");
        for (int replica = 0; replica < MAX_REPLICAS; replica++) {
            FileChannel channel = locked(folder.resolve(name + "-" + replica + ".in-progress"));
            if (channel != null) {
                Map<String, Integer> deaths = read(suspects);
                DeliveryCount count = new DeliveryCount(suspects, channel, deaths);
                Optional<RecordPosition> left = count.inProgress.left();
                if (left.isPresent()) {
                    deaths.merge(left.get().toString(), 1, Integer::sum);
                    write(suspects, deaths);
                    count.inProgress.end();
                }
                return count;
            }
        }
        throw new IOException(folder + " has more than " + MAX_REPLICAS + " replicas' files in use");
    }

    /** How often a process has died in this record; from here on it counts as begun. */
    int begin(RecordPosition place) {
        int before = deaths.isEmpty() ? 0 : deaths.getOrDefault(place.toString(), 0);
        inProgress.begin(place);
        return before;
    }

    void end(RecordPosition place) throws IOException {
        inProgress.end();
        if (!deaths.isEmpty() && deaths.remove(place.toString()) != null) {
            // Another replica may have written down others meanwhile.
            Map<String, Integer> all = read(suspects);
            all.remove(place.toString());
            write(suspects, all);
        }
    }

    private static @Nullable FileChannel locked(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another channel of this process has it; the next file is free.
        }
        channel.close();
        return null;
    }

    private static Map<String, Integer> read(Path suspects) throws IOException {
        if (Files.notExists(suspects) || Files.size(suspects) == 0) {
            return new TreeMap<>();
        }
        try {
            return Wire.JSON.readValue(Files.readAllBytes(suspects), new TypeReference<TreeMap<String, Integer>>() {});
        } catch (JsonProcessingException e) {
            // Not ours, or damaged: counting starts again.
            return new TreeMap<>();
        }
    }

    private static void write(Path suspects, Map<String, Integer> deaths) throws IOException {
        Path next = Files.createTempFile(suspects.getParent(), "suspects", ".tmp");
        Files.write(next, Wire.JSON.writeValueAsBytes(deaths));
        try {
            Files.move(next, suspects, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, suspects, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
