package io.epochal.protocol;

/** What is said to a trainer, on {@link Topic#CONTROL}. */
public sealed interface ControlMessage extends Message permits Verdict, CommandRequest {}
