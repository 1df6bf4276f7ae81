package io.epochal.checkpoint;

class InMemoryObjectStoreTest extends ObjectStoreCompatibilityKit {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    ObjectStore store() {
        return store;
    }
}
