package io.epochal.keras;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The parts of an HDF5 file as "HDF5 File Format Specification Version 3.0" has them. */
final class H5Messages {
    static final int SUPERBLOCK_SIZE = 48;

    private static final long UNDEFINED = -1;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int DATASPACE = 0x01;
    private static final int LINK_INFO = 0x02;
    private static final int DATATYPE = 0x03;
    private static final int FILL_VALUE = 0x05;
    private static final int LINK = 0x06;
    private static final int LAYOUT = 0x08;
    private static final int GROUP_INFO = 0x0a;

    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private H5Messages() {}

    static ByteBuffer superblock(long end, long root) {
        ByteBuffer block = buffer(SUPERBLOCK_SIZE).put(SIGNATURE);
        block.put((byte) 2).put((byte) 8).put((byte) 8).put((byte) 0);
        block.putLong(0).putLong(UNDEFINED).putLong(end).putLong(root);
        return withChecksum(block);
    }

    /** @param children their addresses by their names */
    static ByteBuffer group(Map<String, Long> children) {
        H5Messages header = new H5Messages();
        header.add(LINK_INFO, buffer(18).putShort((short) 0).putLong(UNDEFINED).putLong(UNDEFINED));
        header.add(GROUP_INFO, buffer(2));
        children.forEach((child, address) -> {
            byte[] link = child.getBytes(StandardCharsets.UTF_8);
            ByteBuffer message =
                    buffer(5 + link.length + 8).put((byte) 1).put((byte) 0x11).put((byte) 1);
            header.add(LINK, message.putShort((short) link.length).put(link).putLong(address));
        });
        return header.header();
    }

    /** @param address of its values in the file */
    static ByteBuffer dataset(H5Tensor tensor, long address, long bytes) {
        H5Messages header = new H5Messages();
        header.add(DATASPACE, dataspace(tensor.shape()));
        header.add(DATATYPE, tensor.isInteger() ? int64() : float32());
        header.add(FILL_VALUE, buffer(2).put((byte) 3).put((byte) 0x0a));
        ByteBuffer layout = buffer(18).put((byte) 3).put((byte) 1);
        header.add(LAYOUT, layout.putLong(bytes == 0 ? UNDEFINED : address).putLong(bytes));
        return header.header();
    }

    private static ByteBuffer dataspace(int... shape) {
        ByteBuffer space = buffer(4 + 8 * shape.length).put((byte) 2).put((byte) shape.length);
        space.put((byte) 0).put((byte) (shape.length == 0 ? 0 : 1));
        for (int length : shape) {
            space.putLong(length);
        }
        return space;
    }

    private static ByteBuffer float32() {
        ByteBuffer type =
                buffer(20).put((byte) 0x11).put((byte) 0x20).put((byte) 31).put((byte) 0);
        type.putInt(4).putShort((short) 0).putShort((short) 32);
        return type.put((byte) 23).put((byte) 8).put((byte) 0).put((byte) 23).putInt(127);
    }

    private static ByteBuffer int64() {
        ByteBuffer type =
                buffer(12).put((byte) 0x10).put((byte) 0x08).put((byte) 0).put((byte) 0);
        return type.putInt(8).putShort((short) 0).putShort((short) 64);
    }

    private void add(int type, ByteBuffer message) {
        ByteBuffer prefix = buffer(4).put((byte) type).putShort((short) message.capacity());
        messages.writeBytes(prefix.array());
        messages.writeBytes(message.array());
    }

    /** An object header version 2, with the size of its messages in four bytes. */
    private ByteBuffer header() {
        ByteBuffer header = buffer(4 + 2 + 4 + messages.size() + 4);
        header.put("OHDR".getBytes(StandardCharsets.US_ASCII)).put((byte) 2).put((byte) 2);
        return withChecksum(header.putInt(messages.size()).put(messages.toByteArray()));
    }

    private static ByteBuffer withChecksum(ByteBuffer filled) {
        byte[] bytes = new byte[filled.position()];
        filled.duplicate().flip().get(bytes);
        return filled.putInt(JenkinsLookup3HashLittle.hash(bytes, 0)).flip();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
