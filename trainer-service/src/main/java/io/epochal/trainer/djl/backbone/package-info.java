/** What a model has before its layers: blocks that are not Keras', and the interface of those that plug-ins make. */
@NullMarked
package io.epochal.trainer.djl.backbone;

import org.jspecify.annotations.NullMarked;
