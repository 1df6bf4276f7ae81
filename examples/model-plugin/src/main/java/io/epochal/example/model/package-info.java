/** A plug-in of the trainer: a model and rows to try it with. */
@NullMarked
package io.epochal.example.model;

import org.jspecify.annotations.NullMarked;
