package io.epochal.protocol;

/**
 * What a trainer publishes about its run: events, numbered without gaps on {@link Topic#EVENTS}, and batches, of which some may be
 * missing, on {@link Topic#BATCHES}.
 */
public sealed interface RunEvent extends Message permits TrainingEvent, BatchEnded {
    /** Which trainer's turn at the run this is, from 1. What an older attempt publishes after a newer one is to be ignored. */
    int attempt();
}
