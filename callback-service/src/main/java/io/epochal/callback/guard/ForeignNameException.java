package io.epochal.callback.guard;

import io.epochal.protocol.field.Printable;

/** A caller signs in another's name. */
public final class ForeignNameException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_SHOWN = 200;

    ForeignNameException(String own, String said) {
        super("requested_by and X-Requested-By are left out, or are the name that the token has, " + own + "; found "
                + Printable.of(said, MOST_SHOWN));
    }
}
