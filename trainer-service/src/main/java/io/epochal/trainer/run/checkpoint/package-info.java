/** What is stored of a run, beside the training: savepoints, their upload, and what a resumed run reads again. */
@NullMarked
package io.epochal.trainer.run.checkpoint;

import org.jspecify.annotations.NullMarked;
