package io.epochal.protocol;

/** What a trainer is sent: requests on {@link Topic#CONTROL}, verdicts on {@link Topic#VERDICTS}. */
public sealed interface ControlMessage extends Message permits Verdict, CommandRequest {}
