/** Paper B: in-context descent, its landscapes, flows and scaling laws. */
package org.icllab.theory.descent;
