package io.epochal.trainer.input;

import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Objects in memory, whose ETag is their digest. It does not know their sizes, so that a pin with another one can be tried. */
final class PinnedObjects implements SourceObjects {
    private final Map<String, byte[]> contents = new HashMap<>();

    InputFile put(String path, byte[] content) {
        contents.put(path, content);
        return new InputFile(path).withPin(new ObjectPin(etag(content), null, content.length));
    }

    void remove(String path) {
        contents.remove(path);
    }

    @Override
    public ObjectPin pin(ObjectLocation at) throws IOException {
        byte[] content = content(at);
        return new ObjectPin(etag(content), null, content.length);
    }

    @Override
    public InputStream open(ObjectLocation at, ObjectPin pin) throws IOException {
        byte[] content = content(at);
        if (!etag(content).equals(pin.etag())) {
            throw new IOException(at + " has changed");
        }
        return new ByteArrayInputStream(content);
    }

    private byte[] content(ObjectLocation at) throws IOException {
        byte[] content = contents.get(at.toString());
        if (content == null) {
            throw new IOException(at + " is gone");
        }
        return content;
    }

    private static String etag(byte[] content) {
        return HexFormat.of().formatHex(Inputs.sha256().digest(content));
    }
}
