package io.epochal.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies an archive so that the buffers of its modules are parameters. The engine's interface to PyTorch gives only a module's parameters
 * away, and moving means are buffers. The tensors stay as they are: a buffer gets no gradient under another name either.
 */
public final class BuffersAsParameters {
    /** How PyTorch writes the head of a module's class; both lists are of quoted names with a comma behind each. */
    private static final Pattern LISTS =
            Pattern.compile("(?m)^( +__parameters__ = \\[)([^\\n\\]]*)\\]\\n( +__buffers__ = \\[)([^\\n\\]]+)\\]$");

    private BuffersAsParameters() {}

    /**
     * @param archive one that {@link TorchScriptArchive#check} has found whole
     * @return whether it has buffers; without, nothing is written
     */
    public static boolean copy(Path archive, Path to) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            boolean any = false;
            for (ZipEntry entry : entries) {
                any |= isCode(entry) && LISTS.matcher(text(zip, entry)).find();
            }
            if (any) {
                copy(zip, entries, to);
            }
            return any;
        }
    }

    private static boolean isCode(ZipEntry entry) {
        return entry.getName().contains("/code/") && entry.getName().endsWith(".py");
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void copy(ZipFile zip, List<? extends ZipEntry> entries, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to);
                ZipOutputStream copy = new ZipOutputStream(out)) {
            for (ZipEntry entry : entries) {
                if (isCode(entry)) {
                    byte[] code = LISTS.matcher(text(zip, entry))
                            .replaceAll(BuffersAsParameters::joined)
                            .getBytes(StandardCharsets.UTF_8);
                    CRC32 sum = new CRC32();
                    sum.update(code);
                    copy.putNextEntry(stored(entry.getName(), code.length, sum.getValue()));
                    copy.write(code);
                } else {
                    copy.putNextEntry(stored(entry.getName(), entry.getSize(), entry.getCrc()));
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(copy);
                    }
                }
            }
        }
    }

    private static String joined(MatchResult lists) {
        return Matcher.quoteReplacement(
                lists.group(1) + lists.group(2) + lists.group(4) + "]\n" + lists.group(3) + "]");
    }

    private static ZipEntry stored(String name, long size, long sum) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(sum);
        return entry;
    }
}
