# Fails unless every public header compiles alone as C11, C17 and C++11, and every other
# header alone as C17.
#   cmake -DROOT=<project> -DCC=<compiler> -DCXX=<compiler or empty> -P headers.cmake
cmake_minimum_required(VERSION 3.25)

function(compile header language)
  execute_process(
    COMMAND ${ARGN} -fsyntax-only -Wall -Wextra -Wpedantic -Werror -D_XOPEN_SOURCE=700
            -I${ROOT}/include -I${ROOT}/src -include ${header} -x ${language} /dev/null
    RESULT_VARIABLE result ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message(SEND_ERROR "${header} does not compile alone with ${ARGN}:\n${errors}")
  endif()
endfunction()

file(GLOB public ${ROOT}/include/cobuy/*.h)
foreach(header IN LISTS public)
  compile(${header} c ${CC} -std=c11)
  compile(${header} c ${CC} -std=c17)
  if(CXX)
    compile(${header} c++ ${CXX} -std=c++11)
  endif()
endforeach()
file(GLOB_RECURSE internal ${ROOT}/src/*.h)
foreach(header IN LISTS internal)
  compile(${header} c ${CC} -std=c17)
endforeach()
