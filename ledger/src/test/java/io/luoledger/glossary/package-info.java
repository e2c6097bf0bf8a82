@NullMarked
package io.luoledger.glossary;

import org.jspecify.annotations.NullMarked;
