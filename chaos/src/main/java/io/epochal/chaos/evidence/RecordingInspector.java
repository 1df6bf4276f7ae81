package io.epochal.chaos.evidence;

import io.epochal.chaos.outcome.RecordedOutput;
import io.epochal.disk.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files that the recorders have written for one run. */
public record RecordingInspector(Path folder) {
    private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

    /**
     * The files without the recorders' own state. An event file is split by tag: another thread publishes the histograms, so their
     * position among the scalars varies.
     */
    public RecordedOutput inspect() throws IOException {
        SortedMap<String, List<String>> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    if (file.toString().endsWith(".csv")) {
                        files.put(folder.relativize(file).toString(), Files.readAllLines(file));
                    } else if (file.toString().contains("tfevents")) {
                        records(folder.relativize(file.getParent()).toString(), Files.readAllBytes(file), files);
                    }
                }
            }
        }
        return new RecordedOutput(files);
    }

    /** Adds an event file's records; a second file in the same folder would double them. */
    private static void records(String of, byte[] file, SortedMap<String, List<String>> files) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int length = bytes.remaining() < FRAME ? -1 : (int) bytes.getLong();
            if (length <= 0 || length > bytes.remaining() - 2 * Integer.BYTES) {
                files.computeIfAbsent(of, name -> new ArrayList<>()).add("an incomplete record");
                return;
            }
            bytes.getInt();
            byte[] record = new byte[length];
            bytes.get(record);
            bytes.getInt();
            TensorBoardRecord event = TensorBoardRecord.of(record);
            files.computeIfAbsent((of + " " + event.tag()).strip(), name -> new ArrayList<>())
                    .add(event.content());
        }
    }

    /** Deletes them. */
    public void clear() throws IOException {
        Directories.delete(folder);
    }
}
