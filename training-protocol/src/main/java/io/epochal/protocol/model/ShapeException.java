package io.epochal.protocol.model;

/** The inputs of a layer do not fit it. The caller, which knows the layer's place, adds it. */
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param requirement what would be right, and what reaches the layer: "needs at least 2 axes; its input is [4]" */
    public ShapeException(String requirement) {
        super(requirement);
    }
}
