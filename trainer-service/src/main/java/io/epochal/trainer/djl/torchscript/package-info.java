/** Modules that PyTorch has compiled to TorchScript, in the engine. */
@NullMarked
package io.epochal.trainer.djl.torchscript;

import org.jspecify.annotations.NullMarked;
