/** A program that trains with DJL. */
@NullMarked
package io.epochal.example.djl;

import org.jspecify.annotations.NullMarked;
