/** Every place where input comes in, under generated inputs: each is read or refused in words, in time, in little memory. */
@NullMarked
package io.epochal.fuzz;

import org.jspecify.annotations.NullMarked;
