package io.epochal.keras;

/** The order of an optimizer's variables. */
public final class OptimizerPaths {
    private OptimizerPaths() {}
}
