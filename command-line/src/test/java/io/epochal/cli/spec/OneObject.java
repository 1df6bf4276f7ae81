package io.epochal.cli.spec;

import io.epochal.checkpoint.SourceObjects;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** A store with one object. */
final class OneObject implements SourceObjects, SourceStore {
    private final String path;
    private final byte[] content;
    private int pinned;

    OneObject(String path, byte[] content) {
        this.path = path;
        this.content = content;
    }

    ObjectPin pin() {
        return new ObjectPin("0123-2", "v7", content.length);
    }

    /** How often the store was asked for it. */
    int pinned() {
        return pinned;
    }

    @Override
    public SourceObjects open() {
        return this;
    }

    @Override
    public ObjectPin pin(ObjectLocation at) throws IOException {
        require(at);
        pinned++;
        return pin();
    }

    @Override
    public InputStream open(ObjectLocation at, ObjectPin pin) throws IOException {
        require(at);
        return new ByteArrayInputStream(content);
    }

    private void require(ObjectLocation at) throws StoreRefusal {
        if (!at.toString().equals(path)) {
            throw new StoreRefusal(at + " is not there", new FileNotFoundException(path));
        }
    }
}
