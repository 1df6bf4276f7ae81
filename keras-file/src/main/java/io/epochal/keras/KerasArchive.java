package io.epochal.keras;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The zip of a {@code .keras} file. No entry's name is ever used as a path. */
final class KerasArchive {
    static final String CONFIG = "config.json";
    static final String METADATA = "metadata.json";
    static final String WEIGHTS = "model.weights.h5";

    /** Of JSON, which takes ten times that in memory. */
    private static final int MOST_JSON = 1 << 24;

    /** Of one array. */
    private static final int MOST = Integer.MAX_VALUE - 64;

    private static final int HEADERS = 30 + 46;
    private static final int END = 22;

    private static final Set<String> ENTRIES = Set.of(CONFIG, METADATA, WEIGHTS);

    private KerasArchive() {}

    /**
     * The entries that Keras writes, each whole; others are passed over.
     *
     * @param limit the most bytes that they may have together when they are unpacked
     * @throws KerasFileException if the file is larger, or no whole zip, or one of the entries is missing, double or damaged
     */
    static Map<String, byte[]> read(Path file, long limit) throws KerasFileException {
        return read(file, limit, ENTRIES);
    }

    /** The same without the weights. */
    static Map<String, byte[]> readJson(Path file, long limit) throws KerasFileException {
        return read(file, limit, Set.of(CONFIG, METADATA));
    }

    private static Map<String, byte[]> read(Path file, long limit, Set<String> names) throws KerasFileException {
        String where = String.valueOf(file.getFileName());
        checkSize(file, limit);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, byte[]> contents = new LinkedHashMap<>();
            long left = limit;
            for (ZipEntry entry : wanted(where, zip)) {
                if (!names.contains(entry.getName())) {
                    continue;
                }
                byte[] content = content(where, zip, entry, left);
                left -= content.length;
                contents.put(entry.getName(), content);
            }
            return contents;
        } catch (KerasFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new KerasFileException(where, "no whole zip as a .keras file is: " + e.getMessage(), e);
        }
    }

    /** @throws KerasFileException if there is no such file, or it is larger than the limit */
    static void checkSize(Path file, long limit) throws KerasFileException {
        String where = String.valueOf(file.getFileName());
        try {
            if (!Files.isRegularFile(file)) {
                throw new KerasFileException(where, "not there, or no file");
            }
            long most = Math.min(limit, MOST);
            if (Files.size(file) > most) {
                throw new KerasFileException(
                        where, "has " + Files.size(file) + " bytes, and at most " + most + " may be read");
            }
        } catch (KerasFileException e) {
            throw e;
        } catch (IOException e) {
            throw new KerasFileException(where, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<ZipEntry> wanted(String where, ZipFile zip) throws KerasFileException {
        List<ZipEntry> wanted = new ArrayList<>();
        zip.stream().filter(entry -> ENTRIES.contains(entry.getName())).forEach(wanted::add);
        for (String name : List.of(METADATA, CONFIG, WEIGHTS)) {
            long found = wanted.stream()
                    .filter(entry -> entry.getName().equals(name))
                    .count();
            if (found != 1) {
                throw new KerasFileException(
                        where,
                        "has " + found + " entries named " + name + "; a .keras file has one of each of " + METADATA
                                + ", " + CONFIG + " and " + WEIGHTS);
            }
        }
        return wanted;
    }

    private static byte[] content(String where, ZipFile zip, ZipEntry entry, long left) throws KerasFileException {
        int most = (int) Math.min(left, entry.getName().equals(WEIGHTS) ? MOST : MOST_JSON);
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes(most);
            if (content.length == most && in.read() >= 0) {
                throw new KerasFileException(
                        where + ": " + entry.getName(), "unpacks to more than the " + most + " bytes that may be read");
            }
            check(where, entry, content);
            return content;
        } catch (KerasFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new KerasFileException(where + ": " + entry.getName(), "damaged in the zip: " + e.getMessage(), e);
        }
    }

    /** The library checks neither when it reads one entry. */
    private static void check(String where, ZipEntry entry, byte[] content) throws KerasFileException {
        CRC32 sum = new CRC32();
        sum.update(content);
        if (entry.getSize() != content.length || entry.getCrc() != sum.getValue()) {
            throw new KerasFileException(
                    where + ": " + entry.getName(), "damaged in the zip: its length or its checksum is another one");
        }
    }

    /** Writes the entries in their order, stored and not deflated, as Keras does. */
    static void write(OutputStream out, Map<String, byte[]> contents, WeightsFile weights) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            CRC32 sum = new CRC32();
            sum.update(content.getValue());
            zip.putNextEntry(stored(content.getKey(), content.getValue().length, sum));
            zip.write(content.getValue());
        }
        CheckedOutputStream summed = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        weights.write(summed);
        zip.putNextEntry(stored(WEIGHTS, weights.size(), summed.getChecksum()));
        weights.write(zip);
        zip.finish();
        zip.flush();
    }

    /** How many bytes {@link #write} writes: of each entry two headers with its name, and the end of the directory. */
    static long size(Map<String, byte[]> contents, WeightsFile weights) {
        long size = END + HEADERS + 2L * WEIGHTS.length() + weights.size();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            size += HEADERS + 2L * content.getKey().length() + content.getValue().length;
        }
        return size;
    }

    static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /** A name in the same folder for what is moved to the file's name when it is whole. */
    static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    static void moveTo(Path whole, Path file) throws IOException {
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ZipEntry stored(String name, long size, Checksum sum) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(sum.getValue());
        return entry;
    }
}
