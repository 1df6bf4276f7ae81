package io.epochal.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of TorchScript code that was written by hand. PyTorch can only load code, not compile it, where it is used without Python. */
public final class CodeArchive {
    private static final String ROOT = "archive/";
    /** Of the format, not of PyTorch: the one that {@code torch.jit.save} writes since PyTorch 1.6. */
    private static final String VERSION = "3\n";
    /** An empty tuple, pickled: code without constants. */
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private CodeArchive() {}

    /**
     * An archive as {@code torch.jit.save} writes it, of a module without tensors.
     *
     * @param module the name of the one class in the code; its one attribute is {@code training : bool}
     * @param code as PyTorch stores it: in {@code torch.}, with a type for each argument, without comments
     */
    public static byte[] of(String module, String code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "data.pkl", pickled(module));
            put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", NO_CONSTANTS);
            put(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@code __torch__.module()}, with its state set to {@code {"training": False}}: the machine code of Python's pickle, version 2. */
    private static byte[] pickled(String module) {
        String attribute = "training";
        String length = (char) attribute.length() + "\0\0\0";
        String code = "\u0080\u0002c__torch__\n" + module + "\n)\u0081}X" + length + attribute + "\u0089sb.";
        return code.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** PyTorch reads no compressed entries. */
    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
    }
}
