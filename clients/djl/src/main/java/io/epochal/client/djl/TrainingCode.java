package io.epochal.client.djl;

import ai.djl.translate.TranslateException;
import java.io.IOException;

/** A program's own training, such as {@code () -> EasyTrain.fit(trainer, 50, training, validation)}. */
@FunctionalInterface
public interface TrainingCode {
    /** Trains all epochs. */
    void train() throws IOException, TranslateException;
}
