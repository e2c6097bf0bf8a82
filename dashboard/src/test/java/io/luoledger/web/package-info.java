/** Tests of what comes from outside. */
@NullMarked
package io.luoledger.web;

import org.jspecify.annotations.NullMarked;
