package io.epochal.protocol;

/** What is said to a trainer, requests on {@link Topic#CONTROL}, verdicts on {@link Topic#VERDICTS}. */
public sealed interface ControlMessage extends Message permits Verdict, CommandRequest {}
