package io.epochal.torchscript;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a file must be before PyTorch is asked to load it: the whole zip that {@code torch.jit.save} writes, of a size that is allowed.
 * PyTorch itself checks neither sums nor sizes. Whether the code in it is any good, only PyTorch knows.
 */
public final class TorchScriptArchive {
    private static final String RIGHT = "save a module with torch.jit.script(module).save(path)";

    /** PyTorch deflates only the code and what belongs to it; tensors are stored. */
    private static final long MOST_CODE = 1L << 26;

    private static final int MOST_ENTRIES = 100_000;
    private static final int PICKLE = 0x80;

    private final long limit;

    private TorchScriptArchive(long limit) {
        this.limit = limit;
    }

    /**
     * @param limit the most bytes that the archive may have, unpacked too
     * @throws IOException that says what the file is instead; the message begins with a verb, and does not name the file
     */
    public static void check(Path file, long limit) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("is not there, or no file");
        }
        long size = Files.size(file);
        if (size > limit) {
            throw new IOException("has " + size + " bytes, and at most " + limit + " are allowed");
        }
        try (ZipFile zip = opened(file)) {
            new TorchScriptArchive(limit).check(zip);
        }
    }

    private static ZipFile opened(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            try (InputStream in = Files.newInputStream(file)) {
                throw new IOException(
                        in.read() == PICKLE
                                ? "is a pickle, which has tensors but no code: " + RIGHT
                                : "is no whole TorchScript archive; it is torn, or was never one: " + RIGHT,
                        e);
            }
        }
    }

    private void check(ZipFile zip) throws IOException {
        List<? extends ZipEntry> entries = zip.stream().limit(MOST_ENTRIES + 1L).toList();
        if (entries.size() > MOST_ENTRIES) {
            throw new IOException("has more than " + MOST_ENTRIES + " entries");
        }
        requireModule(entries);
        long all = 0;
        long deflated = 0;
        for (ZipEntry entry : entries) {
            long size = Math.max(0, entry.getSize());
            all += size;
            deflated += entry.getMethod() == ZipEntry.DEFLATED ? size : 0;
            if (all > limit || deflated > MOST_CODE) {
                throw new IOException("unpacks to more than is allowed: at most " + limit + " bytes, " + MOST_CODE
                        + " of them compressed");
            }
        }
        for (ZipEntry entry : entries) {
            verify(zip, entry);
        }
    }

    /** All is below one folder: {@code encoder/data.pkl}, {@code encoder/code/…}. */
    private static void requireModule(List<? extends ZipEntry> entries) throws IOException {
        List<String> names = entries.stream()
                .map(ZipEntry::getName)
                .map(name -> name.substring(name.indexOf('/') + 1))
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IOException("has two entries of one name, and a TorchScript archive has one folder");
        }
        boolean tensors = names.contains("data.pkl");
        if (tensors && !names.contains("constants.pkl")) {
            throw new IOException("was written by torch.save, and has tensors but no code: " + RIGHT);
        }
        if (!tensors || names.stream().noneMatch(name -> name.startsWith("code/"))) {
            throw new IOException("is a zip, but no TorchScript archive: " + RIGHT);
        }
    }

    private static void verify(ZipFile zip, ZipEntry entry) throws IOException {
        CRC32 sum = new CRC32();
        long read = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
                read += count;
                if (read > entry.getSize()) {
                    throw new EOFException("it is longer than it says");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("is damaged: an entry of the archive cannot be read (" + e.getMessage() + ")", e);
        }
        if (read != entry.getSize() || sum.getValue() != entry.getCrc()) {
            throw new IOException("is damaged: the checksum of an entry of the archive is another one");
        }
    }
}
