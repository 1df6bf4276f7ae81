package io.epochal.callback.store;

import java.io.IOException;

/** A file of a checkpoint that is not made, and asking again gives the same unless {@link Kind#BUSY}. The message says why, for a reader. */
public final class ExportRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why not. */
    public enum Kind {
        /** The service has no way to the store. */
        NO_STORE,
        /** There is no checkpoint of this name, or it was deleted. */
        MISSING,
        /** It does not fit into the memory that there is for it. */
        TOO_LARGE,
        /** Others have that memory now. */
        BUSY,
        /** Keras has no such model, or the checkpoint is not whole. */
        NO_MODEL
    }

    ExportRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
