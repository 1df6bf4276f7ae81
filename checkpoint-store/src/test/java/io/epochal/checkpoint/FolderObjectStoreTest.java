package io.epochal.checkpoint;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreCompatibilityKit {
    @TempDir
    private static Path folder;

    @Override
    ObjectStore store() {
        return new FolderObjectStore(folder);
    }
}
