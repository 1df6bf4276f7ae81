package io.epochal.cli.spec;

import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text file from the user: UTF-8, with or without a byte order mark, and with any line ends.
 *
 * @param name of the file in messages
 * @param text with {@code \n} at the end of each line
 */
record TextFile(String name, String text) {
    /** Reads a file; {@link UsageException} says why it cannot be read, and in which line it is not text. */
    static TextFile read(Path file, String what, int limit) throws UsageException {
        String name = Printable.of(file.toString());
        byte[] bytes = bytes(file, name, what, limit);
        refuseOtherEncodings(name, bytes);
        int mark = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
        CharBuffer out = CharBuffer.allocate(bytes.length - mark);
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = utf8.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            throw new UsageException(name + ":" + lineAt(out) + ": the byte 0x"
                    + String.format(java.util.Locale.ROOT, "%02X", in.get()) + " is not UTF-8; if the file is Latin-1, "
                    + convert("ISO-8859-1", name));
        }
        TextFile text = new TextFile(name, out.toString().replace("\r\n", "\n").replace('\r', '\n'));
        int nul = text.text().indexOf('\0');
        if (nul >= 0) {
            throw new UsageException(
                    name + ":" + text.lineOf(nul) + ": there is a NUL byte, so this is not text; it must be " + what);
        }
        return text;
    }

    /** The line of a position in the text, from 1. */
    int lineOf(int position) {
        return 1 + (int) text.chars().limit(position).filter(one -> one == '\n').count();
    }

    private static byte[] bytes(Path file, String name, String what, int limit) throws UsageException {
        if (Files.isDirectory(file)) {
            throw new UsageException(name + ": is a folder; it must be " + what);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new UsageException(name + ": has more than " + limit / 1024 + " KB; it must be " + what);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UsageException(name + ": there is no such file; it must be " + what);
        } catch (AccessDeniedException e) {
            throw new UsageException(name + ": it may not be read (permission denied)");
        } catch (IOException e) {
            throw new UsageException(name + ": it cannot be read: " + e.getMessage());
        }
    }

    private static void refuseOtherEncodings(String name, byte[] bytes) throws UsageException {
        boolean little =
                startsWith(bytes, 0xFF, 0xFE) || (bytes.length > 3 && bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0);
        boolean big =
                startsWith(bytes, 0xFE, 0xFF) || (bytes.length > 3 && bytes[0] == 0 && bytes[2] == 0 && bytes[1] != 0);
        if (little || big) {
            throw new UsageException(
                    name + ":1: this is UTF-16, and must be UTF-8; " + convert(little ? "UTF-16LE" : "UTF-16BE", name));
        }
    }

    private static String convert(String from, String name) {
        return "convert it: iconv -f " + from + " -t UTF-8 '" + name.replace("'", "'\\''") + "'";
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lineAt(CharBuffer read) {
        String before = read.toString().replace("\r\n", "\n").replace('\r', '\n');
        return 1 + (int) before.chars().filter(one -> one == '\n').count();
    }
}
